/** Scoring for people and other systems. */
@NullMarked
package macaw.reward.rest;

import org.jspecify.annotations.NullMarked;
