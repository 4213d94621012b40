package macaw.k8s;

import java.util.Properties;

/**
 * Where a service's management port answers, by its own configuration: probes, health checks and scraping are held to it. Paths are joined as
 * Quarkus joins them: one that begins with a slash stands alone, another is below the one before.
 *
 * @param started for a startup probe
 * @param ready for a readiness probe, and for a container's health check
 * @param live for a liveness probe
 * @param metrics for Prometheus
 */
public record ManagementPaths(String started, String ready, String live, String metrics) {
    /** Those of a service. */
    public static ManagementPaths of(String service) {
        return of(SettingsCatalogue.defaults(service));
    }

    /** Those that a configuration leads to, with Quarkus' own defaults where it says nothing. */
    static ManagementPaths of(Properties configuration) {
        boolean apart = Boolean.parseBoolean(configuration.getProperty("quarkus.management.enabled", "false"));
        if (!apart) {
            throw new IllegalArgumentException("health and metrics have no port of their own");
        }
        String root = below("/", configuration.getProperty("quarkus.management.root-path", "q"));
        String health = below(root, configuration.getProperty("quarkus.smallrye-health.root-path", "health"));
        return new ManagementPaths(
                below(health, configuration.getProperty("quarkus.smallrye-health.startup-path", "started")),
                below(health, configuration.getProperty("quarkus.smallrye-health.readiness-path", "ready")),
                below(health, configuration.getProperty("quarkus.smallrye-health.liveness-path", "live")),
                below(root, configuration.getProperty("quarkus.micrometer.export.prometheus.path", "metrics")));
    }

    private static String below(String parent, String path) {
        return path.startsWith("/") ? path : parent.replaceFirst("/$", "") + "/" + path;
    }
}
