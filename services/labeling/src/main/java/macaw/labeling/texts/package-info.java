/** What text and names are let in. */
package macaw.labeling.texts;
