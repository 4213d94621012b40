/** What the demonstration found, as a table and as JSON. */
@NullMarked
package macaw.demo.report;

import org.jspecify.annotations.NullMarked;
