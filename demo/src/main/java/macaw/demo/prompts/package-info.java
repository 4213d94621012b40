/** Instructions, their templates, and the five disjoint sets they are drawn into. */
@NullMarked
package macaw.demo.prompts;

import org.jspecify.annotations.NullMarked;
