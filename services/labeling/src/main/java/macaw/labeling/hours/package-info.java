/** Hours: what each labeler did in a project and how long it took, for leads and for pay. */
package macaw.labeling.hours;
