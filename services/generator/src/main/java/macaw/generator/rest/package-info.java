/** The routes that OpenAI's clients call, and the playground page. */
@NullMarked
package macaw.generator.rest;

import org.jspecify.annotations.NullMarked;
