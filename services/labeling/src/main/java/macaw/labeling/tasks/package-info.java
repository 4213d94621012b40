/** Tasks: who gets which, for how long, and what a task shows. */
package macaw.labeling.tasks;
