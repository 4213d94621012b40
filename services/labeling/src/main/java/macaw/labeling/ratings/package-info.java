/** Ratings: one output, an overall rating and the answers to the form's questions. */
package macaw.labeling.ratings;
