/** The way out of a player. */
import { useNavigate } from "@solidjs/router";

/** Leads back to the page that opened the player; to `otherwise` when its URL did. */
export function createBack(otherwise: () => string): () => void {
  const navigate = useNavigate();
  return () => {
    const opened = performance.getEntriesByType("navigation")[0]?.name ?? "";
    if (!new URL(opened, location.href).pathname.startsWith("/app/play/")) navigate(-1);
    else navigate(otherwise(), { replace: true });
  };
}
