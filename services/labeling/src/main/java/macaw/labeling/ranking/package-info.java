/** Rankings with ties. */
package macaw.labeling.ranking;
