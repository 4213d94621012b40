package macaw.labeling.assembly;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.DatabaseOpening;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;

/** The database: opened at the start, or as soon as it can be reached, and asked by the readiness check. */
@ApplicationScoped
public class DatabaseBeans {
    private static final Logger LOG = Logger.getLogger(DatabaseBeans.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int ANSWER_SECONDS = 3;
    private static final String NEWEST =
            "select version from flyway_schema_history where success and version is not null order by installed_rank desc limit 1";
    /** Connections that are held for long: the outbox's, and those of collections that run. */
    private static final int WORKERS = 5;

    DatabaseBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    DatabaseOpening opening(Flyway flyway) {
        return new DatabaseOpening(
                () -> {
                    flyway.migrate();
                    return newest(flyway.info().all());
                },
                PAUSE,
                failure -> {
                    LOG.error("The database's schema cannot be brought up to date", failure);
                    Quarkus.asyncExit(1);
                });
    }

    /** Of the migrations that this build brings; the database may have had more from a newer one. */
    private static String newest(MigrationInfo[] all) {
        return Arrays.stream(all)
                .filter(each -> each.getState().isResolved() && each.getVersion() != null)
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .map(String::valueOf)
                .orElse("none");
    }

    @Produces
    @Singleton
    Database database(AgroalDataSource source, DatabaseOpening opening) {
        int most = source.getConfiguration().connectionPoolConfiguration().maxSize();
        return new Database(source, Math.max(1, most - WORKERS), opening::closedBecause);
    }

    /** Ready when the database answers and its schema is up to date. */
    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck databaseAnswers(AgroalDataSource source, DatabaseOpening opening) {
        return () -> {
            var response = HealthCheckResponse.named("database");
            if (opening.closedBecause().isPresent()) {
                return response.down()
                        .withData("reason", opening.closedBecause().get())
                        .build();
            }
            try (Connection connection = source.getConnection()) {
                return response.up()
                        .withData("schema", schema(connection))
                        .withData("schema of this build", opening.schema())
                        .build();
            } catch (SQLException e) {
                return response.down()
                        .withData("reason", String.valueOf(e.getMessage()))
                        .build();
            }
        };
    }

    /** What the database has now: a newer labeling beside this one may have brought it further. */
    private static String schema(Connection connection) throws SQLException {
        // a statement's own limit is no help where nothing answers any more
        connection.setNetworkTimeout(Runnable::run, ANSWER_SECONDS * 1_000);
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery(NEWEST)) {
            return newest.next() ? newest.getString(1) : "none";
        } finally {
            // whoever gets the connection next may ask for longer
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, 0);
            }
        }
    }

    void open(@Observes @Priority(Phases.OPEN) StartupEvent start, DatabaseOpening opening) {
        opening.begin();
    }

    void close(@Observes @Priority(Phases.STOP_TAKING) ShutdownEvent end, DatabaseOpening opening) {
        opening.close();
    }
}
