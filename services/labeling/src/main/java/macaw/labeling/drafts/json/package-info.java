/** Drafts read from JSON. */
package macaw.labeling.drafts.json;
