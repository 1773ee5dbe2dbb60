"""What is done to the catalogue: bring in a course, publish a unit."""

from api.catalogue.actions.importing import import_course
from api.catalogue.actions.publishing import Draft, publish_micro_unit

__all__ = ["Draft", "import_course", "publish_micro_unit"]
