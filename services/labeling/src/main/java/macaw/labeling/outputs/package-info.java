/** The outputs that labelers compare, and how K distinct ones of a prompt are collected from policies. */
package macaw.labeling.outputs;
