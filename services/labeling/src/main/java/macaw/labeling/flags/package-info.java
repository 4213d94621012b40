/** Flags: labelers mark prompts that something is wrong with, and leads decide. */
package macaw.labeling.flags;
