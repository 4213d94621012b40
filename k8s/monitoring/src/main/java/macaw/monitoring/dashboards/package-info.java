/** The dashboards, and how they become Grafana's JSON. */
@NullMarked
package macaw.monitoring.dashboards;

import org.jspecify.annotations.NullMarked;
