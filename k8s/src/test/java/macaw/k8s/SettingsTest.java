package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.k8s.Rendering.Workload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each variable is a setting of the service that gets it, each required one is there, and what they point to is there too. */
class SettingsTest {
    /** Settings of the framework that a manifest may use, with their reason in the manifest. */
    private static final Set<String> OF_THE_FRAMEWORK = Set.of("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING");

    private static final Pattern ADDRESS = Pattern.compile("([a-z0-9-]+)((?:\\.[a-z0-9-]+)*):(\\d+)");
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://([^/]+)/([a-z]+)(?:\\?.*)?");

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyVariableIsASettingOfWhoGetsIt(String name) {
        Rendering rendering = Kustomize.render(name);
        for (Workload workload : rendering.workloads()) {
            if (!workload.isOurs()) {
                continue;
            }
            Environment.of(rendering, workload).variables().forEach((variable, given) -> {
                boolean known = SettingsCatalogue.OF_THE_IMAGES.contains(variable)
                        || OF_THE_FRAMEWORK.contains(variable)
                        || (given.shared() || !workload.isService()
                                ? SettingsCatalogue.isKnown(variable)
                                : SettingsCatalogue.of(workload.name()).containsKey(variable));
                assertThat(known)
                        .as("%s: %s gets %s, which is no setting of it", name, workload.name(), variable)
                        .isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyRequiredSettingIsGivenAndEveryValueIsOne(String name) {
        eachService(name, (workload, environment) -> {
            Map<String, Setting> settings = SettingsCatalogue.of(workload.name());
            settings.values().stream()
                    .filter(Setting::required)
                    .forEach(setting -> assertThat(environment.variables())
                            .as("%s: %s does not start without this", name, workload.name())
                            .containsKey(setting.variable()));
            environment.variables().forEach((variable, given) -> {
                Setting setting = settings.get(variable);
                if (setting != null) {
                    assertThat(given.value().flatMap(setting::complaint))
                            .as("%s: %s of %s", name, variable, workload.name())
                            .isEmpty();
                }
            });
        });
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void thePortsAreThoseThatTheServiceListensOn(String name) {
        eachService(name, (workload, environment) -> {
            var defaults = SettingsCatalogue.defaults(workload.name());
            assertThat(environment.value("MACAW_HTTP_HOST")).hasValue("0.0.0.0");
            assertThat(workload.container().getPorts())
                    .as("%s: %s", name, workload.name())
                    .extracting(port -> port.getName(), port -> port.getContainerPort())
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("http", port(environment, defaults, "http")),
                            org.assertj.core.groups.Tuple.tuple(
                                    "management", port(environment, defaults, "management")));
        });
    }

    private static int port(Environment environment, java.util.Properties defaults, String which) {
        return Integer.parseInt(environment
                .value("MACAW_" + which.toUpperCase(java.util.Locale.ROOT) + "_PORT")
                .orElse(defaults.getProperty("macaw." + which + ".port")));
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyAddressLeadsToSomethingThatListensThere(String name) {
        Rendering rendering = Kustomize.render(name);
        eachService(
                name,
                (workload, environment) -> environment.variables().forEach((variable, given) -> {
                    if (variable.endsWith("_TARGET") || variable.equals("MACAW_KAFKA_BOOTSTRAP")) {
                        assertThat(listens(rendering, given.value().orElseThrow()))
                                .as("%s: %s of %s: %s", name, variable, workload.name(), given.value())
                                .isTrue();
                    }
                    if (variable.equals("MACAW_DATABASE_URL") && given.value().isPresent()) {
                        Matcher url = DATABASE.matcher(given.value().get());
                        assertThat(url.matches()).as(given.value().get()).isTrue();
                        assertThat(listens(rendering, url.group(1)))
                                .as(given.value().get())
                                .isTrue();
                        assertThat(rendering.all(PostgresCluster.class))
                                .allMatch(cluster -> cluster.getSpec()
                                        .bootstrap()
                                        .initdb()
                                        .database()
                                        .equals(url.group(2)));
                    }
                }));
    }

    /** Whether a Service of the rendering listens there, or one that an operator makes; the base alone leaves Kafka to its overlay. */
    private static boolean listens(Rendering rendering, String address) {
        Matcher parts = ADDRESS.matcher(address);
        assertThat(parts.matches()).as(address).isTrue();
        String host = parts.group(1);
        int port = Integer.parseInt(parts.group(3));
        Optional<String> namespace = rendering.namespace();
        assertThat(parts.group(2))
                .as("the namespace in %s", address)
                .isIn(List.of("", namespace.map(own -> "." + own + ".svc").orElse("")));
        List<String> there = new ArrayList<>();
        for (Service service : rendering.all(Service.class)) {
            for (ServicePort each : service.getSpec().getPorts()) {
                there.add(service.getMetadata().getName() + ":" + each.getPort());
            }
        }
        rendering
                .all(Kafka.class)
                .forEach(kafka -> kafka.getSpec()
                        .getKafka()
                        .getListeners()
                        .forEach(listener ->
                                there.add(kafka.getMetadata().getName() + "-kafka-bootstrap:" + listener.getPort())));
        rendering
                .all(PostgresCluster.class)
                .forEach(cluster -> there.add(cluster.getMetadata().getName() + "-rw:5432"));
        if (rendering.name().startsWith("base")) {
            there.add("kafka:9092");
        }
        return there.contains(host + ":" + port);
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyPathIsMountedWithWhatIsToBeThere(String name) {
        eachService(name, (workload, environment) -> {
            Mounts mounts = new Mounts(workload);
            SettingsCatalogue.of(workload.name())
                    .keySet()
                    .forEach(variable -> environment
                            .value(variable)
                            .filter(value -> value.startsWith("/"))
                            .ifPresent(path -> assertThat(mounts.holds(path))
                                    .as("%s: %s of %s: %s", name, variable, workload.name(), path)
                                    .isTrue()));
            assertThat(mounts.isWritable(environment.value("MACAW_STATE_DIR").orElseThrow()))
                    .as("%s: the state directory of %s", name, workload.name())
                    .isTrue();
            environment
                    .value("MACAW_STORE")
                    .filter(store -> store.startsWith("/")
                            && SettingsCatalogue.of(workload.name()).containsKey("MACAW_STORE"))
                    .ifPresent(store -> assertThat(mounts.isWritable(store))
                            .as("%s: only the trainer writes the store; %s", name, workload.name())
                            .isEqualTo(workload.name().equals("trainer")));
            Matcher certificate = Pattern.compile("sslrootcert=(/[^&]+)")
                    .matcher(environment.value("MACAW_DATABASE_URL").orElse(""));
            if (certificate.find()) {
                assertThat(mounts.holds(certificate.group(1)))
                        .as(certificate.group(1))
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void nativeThreadsFitTheProcessorsAndTheCacheItsVolume(String name) {
        eachService(name, (workload, environment) -> {
            var limits = workload.container().getResources().getLimits();
            environment
                    .value("MACAW_THREADS")
                    .ifPresent(threads -> assertThat(amount(limits.get("cpu")))
                            .as("%s: processors of %s", name, workload.name())
                            .isGreaterThanOrEqualTo(Double.parseDouble(threads)));
            environment.value("MACAW_S3_CACHE_BYTES").ifPresent(bytes -> {
                if (SettingsCatalogue.of(workload.name()).containsKey("MACAW_S3_CACHE_BYTES")) {
                    double room = new Mounts(workload)
                            .bytes(environment.value("MACAW_S3_CACHE_DIR").orElseThrow());
                    assertThat(room).isGreaterThan(Double.parseDouble(bytes));
                    assertThat(workload.container().getResources().getRequests().get("ephemeral-storage"))
                            .as("%s: %s's room on the disk of its node", name, workload.name())
                            .isNotNull()
                            .satisfies(asked -> assertThat(amount(asked)).isGreaterThanOrEqualTo(room));
                }
            });
        });
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void theDatabaseHasConnectionsForEveryReplicaAndForOneThatComesBeforeAnotherGoes(String name) {
        Rendering rendering = Kustomize.render(name);
        int each = Integer.parseInt(
                SettingsCatalogue.defaults("labeling").getProperty("quarkus.datasource.jdbc.max-size"));
        for (PostgresCluster cluster : rendering.all(PostgresCluster.class)) {
            int most = rendering
                    .find(HorizontalPodAutoscaler.class, "labeling")
                    .orElseThrow()
                    .getSpec()
                    .getMaxReplicas();
            assertThat(Integer.parseInt(
                            cluster.getSpec().postgresql().parameters().get("max_connections")))
                    .isGreaterThan((most + 1) * each);
        }
    }

    static double amount(Quantity quantity) {
        return quantity.getNumericalAmount().doubleValue();
    }

    private static void eachService(String name, BiConsumer<Workload, Environment> check) {
        Rendering rendering = Kustomize.render(name);
        List<Workload> services =
                rendering.workloads().stream().filter(Workload::isService).toList();
        assertThat(services).extracting(Workload::name).containsExactlyInAnyOrderElementsOf(SettingsCatalogue.SERVICES);
        services.forEach(workload -> {
            assertThat(workload.image()).hasValue(workload.name());
            check.accept(workload, Environment.of(rendering, workload));
        });
    }
}
