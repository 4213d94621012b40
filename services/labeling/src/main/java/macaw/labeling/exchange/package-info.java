/** What comes in as files: rows of any format, what is wrong with them, and what they become. All of a file counts or nothing. */
package macaw.labeling.exchange;
