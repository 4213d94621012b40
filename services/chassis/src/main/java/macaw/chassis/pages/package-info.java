/** What the pages of all services have in common; their scripts and styles are in {@code assets/pages}. */
@NullMarked
package macaw.chassis.pages;

import org.jspecify.annotations.NullMarked;
