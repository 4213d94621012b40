/** Gold tasks, whose answer is known: how labelers are tried by them, and whose work counts. */
package macaw.labeling.gold;
