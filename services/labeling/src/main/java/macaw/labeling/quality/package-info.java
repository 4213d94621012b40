/** Quality: how far labelers agree with each other and with gold, how long they take, and where to look closer. */
package macaw.labeling.quality;
