/** Prompts and the split that each belongs to for ever. */
package macaw.labeling.prompts;
