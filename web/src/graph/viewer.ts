import type { Document } from "./document";

export type ViewerResult = {
  viewer: {
    seq: number;
    roles: string[];
    organisation: { id: string; slug: string; name: string; timezone: string; currency: string };
    employee: { id: string; name: string; employeeNumber: string; locale: string; team: { id: string; name: string } | null; position: { name: string } | null } | null;
  };
};

export const viewer: Document<ViewerResult> = `query Viewer {
  viewer { seq roles organisation { id slug name timezone currency } employee { id name employeeNumber locale team { id name } position { name } } }
}`;
