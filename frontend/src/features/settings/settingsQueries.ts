/** Queries shared by several sections and the first steps. */
import { query } from "@solidjs/router";
import { getAdminHealth, listProviders } from "../../api/admin";

export const providersQuery = query(() => listProviders(), "admin-providers");

export const healthQuery = query(() => getAdminHealth(), "admin-health");
