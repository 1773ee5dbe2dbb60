import "./ui/style/tokens.css";
import "./ui/style/ground.css";
import "./ui/style/parts.css";
import "./ui/style/frame.css";
import { start } from "./app/start";

void start();
