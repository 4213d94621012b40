/** A task as it lies before its labeler, with what they have of it already. */
package macaw.labeling.workplace;
