/** What labelers see of their own work: how much and how fast, and what became of it. */
package macaw.labeling.ownwork;
