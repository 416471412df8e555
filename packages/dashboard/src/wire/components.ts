import { z } from "zod";

/** The schemas that the OpenAPI document has under a name, so that it says each once; the others stand where they are used. */
export const components: z.core.$ZodRegistry<{ id: string }> = z.registry<{ id: string }>();
