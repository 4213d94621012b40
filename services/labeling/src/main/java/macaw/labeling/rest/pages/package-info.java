/** The pages. They show what the REST resources say; scripts and styles are static files, and nothing is fetched from elsewhere. */
package macaw.labeling.rest.pages;
