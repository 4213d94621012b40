/** Drafts: what labelers have typed and not handed in yet. */
package macaw.labeling.drafts;
