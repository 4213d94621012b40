/** Taking prompts that labelers wrote over as prompts of another project. */
package macaw.labeling.takeover;
