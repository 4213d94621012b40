/** Forms: the versioned questions that are asked of each output. */
package macaw.labeling.forms;
