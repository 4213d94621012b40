/**
 * The shapes in which Hugging Face's TRL takes data sets. Source: TRL's documentation, "Dataset formats and types". Each is a function of a
 * snapshot's record alone, so a snapshot has the same rows in them for ever.
 */
package macaw.labeling.trl;
