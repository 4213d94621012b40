/** Markdown as people's pages show it: formatted, and nothing of it is able to do anything. */
package macaw.labeling.markdown;
