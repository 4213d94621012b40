/** Projects: what labelers are asked to do, how often, and about whose outputs. */
package macaw.labeling.projects;
