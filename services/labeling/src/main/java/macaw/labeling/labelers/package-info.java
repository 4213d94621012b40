/** Labelers: people and simulated ones, their pseudonyms and their keys. */
package macaw.labeling.labelers;
