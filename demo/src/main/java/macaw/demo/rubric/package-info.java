/** The written rubric by which answers are judged. */
@NullMarked
package macaw.demo.rubric;

import org.jspecify.annotations.NullMarked;
