/** What operators see: Grafana's dashboards and Prometheus' alert rules, as values that are written into k8s/monitoring. */
@NullMarked
package macaw.monitoring;

import org.jspecify.annotations.NullMarked;
