/** The alert rules, and how they become files for Prometheus and its operator. */
@NullMarked
package macaw.monitoring.alerts;

import org.jspecify.annotations.NullMarked;
