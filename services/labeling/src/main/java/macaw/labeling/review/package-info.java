/** Review: what leads decide about submissions and tasks, and the trail of it. */
package macaw.labeling.review;
