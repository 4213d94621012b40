package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.k8s.Rendering.Workload;
import macaw.topics.Topic;
import macaw.topics.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one object says of another is so: selectors select, ports exist, targets are there. */
class ReferencesTest {
    /** What `macaw secrets --kubernetes` prints, and the certificate that is everybody's own. */
    private static final Map<String, Set<String>> SECRETS = Map.of(
            "macaw-access", Set.of("keys.json", "service-key", "session-secret"),
            "macaw-database", Set.of("url", "username", "password"),
            "macaw-s3", Set.of("access-key", "secret-key"));

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void aServiceLeadsToThePodsOfItsNameAndToAPortOfTheirs(String name) {
        Rendering rendering = Kustomize.render(name);
        for (Service service : rendering.all(Service.class)) {
            String title = service.getMetadata().getName();
            List<Workload> selected = selected(rendering, service.getSpec().getSelector());
            boolean headless = title.endsWith("-headless");
            assertThat(selected)
                    .as(title)
                    .extracting(Workload::name)
                    .containsExactly(headless ? title.replace("-headless", "") : title);
            assertThat("None".equals(service.getSpec().getClusterIP()) || !headless)
                    .as(title)
                    .isTrue();
            service.getSpec().getPorts().forEach(port -> {
                IntOrString target = port.getTargetPort();
                assertThat(ports(selected.getFirst()))
                        .as("%s: %s", name, title)
                        .anyMatch(there -> target == null || target.getStrVal() == null
                                ? there.getContainerPort().equals(port.getPort())
                                : there.getName().equals(target.getStrVal())
                                        && there.getContainerPort().equals(port.getPort()));
                assertThat(port.getName())
                        .as("the management port is in no Service")
                        .isNotEqualTo("management");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void aWorkloadSelectsItsOwnPodsAndWhatItNamesIsThere(String name) {
        Rendering rendering = Kustomize.render(name);
        for (Workload workload : rendering.workloads()) {
            assertThat(new Mounts(workload).undeclared()).as(workload.name()).isEmpty();
            workload.selectors()
                    .forEach(selector -> assertThat(selected(rendering, selector))
                            .as("%s: whom %s selects", name, workload.name())
                            .extracting(Workload::name)
                            .containsExactly(workload.name()));
            workload.pod().getVolumes().stream()
                    .map(volume -> volume.getPersistentVolumeClaim())
                    .filter(Objects::nonNull)
                    .forEach(claim -> assertThat(rendering.find(PersistentVolumeClaim.class, claim.getClaimName()))
                            .as("%s: %s of %s", name, claim.getClaimName(), workload.name())
                            .isPresent());
            if (workload.owner() instanceof StatefulSet set) {
                Service governing = rendering
                        .find(Service.class, set.getSpec().getServiceName())
                        .orElseThrow();
                assertThat(governing.getSpec().getClusterIP())
                        .as(workload.name())
                        .isEqualTo("None");
            }
            if (workload.isService()) {
                ManagementPaths paths = ManagementPaths.of(workload.name());
                assertThat(List.of(
                                workload.container().getStartupProbe(),
                                workload.container().getReadinessProbe(),
                                workload.container().getLivenessProbe()))
                        .extracting(
                                probe -> probe.getHttpGet().getPath(),
                                probe -> probe.getHttpGet().getPort().getStrVal())
                        .containsExactly(
                                tuple(paths.started(), "management"),
                                tuple(paths.ready(), "management"),
                                tuple(paths.live(), "management"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyServiceHasABudgetThatEndsADrainAndLosesNoMoreThanOne(String name) {
        Rendering rendering = Kustomize.render(name);
        List<PodDisruptionBudget> budgets = rendering.all(PodDisruptionBudget.class);
        assertThat(budgets)
                .as(name)
                .extracting(budget -> budget.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(SettingsCatalogue.SERVICES);
        for (PodDisruptionBudget budget : budgets) {
            assertThat(selected(rendering, budget.getSpec().getSelector()))
                    .extracting(Workload::name)
                    .containsExactly(budget.getMetadata().getName());
            assertThat(budget.getSpec().getMinAvailable()).isNull();
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void oneSaysHowManyPodsThereAre(String name) {
        Rendering rendering = Kustomize.render(name);
        Map<String, Integer> scaled = new HashMap<>();
        rendering
                .all(HorizontalPodAutoscaler.class)
                .forEach(each -> scaled.merge(each.getSpec().getScaleTargetRef().getName(), 1, Integer::sum));
        rendering
                .all(ScaledObject.class)
                .forEach(each -> scaled.merge(each.getSpec().scaleTargetRef().name(), 1, Integer::sum));
        for (Workload workload : rendering.workloads()) {
            if (workload.isService()) {
                int says = workload.replicas().isPresent() ? 1 : 0;
                assertThat(scaled.getOrDefault(workload.name(), 0) + says)
                        .as("%s: who says how many of %s", name, workload.name())
                        .isEqualTo(1);
                assertThat(workload.container().getResources().getRequests())
                        .as("a share of what is requested is what an autoscaler looks at")
                        .containsKeys("cpu", "memory");
                assertThat(workload.container().getResources().getLimits()).containsKeys("cpu", "memory");
            }
        }
        assertThat(rendering.workloads()).extracting(Workload::name).containsAll(scaled.keySet());
    }

    @Test
    void inProductionNoneIsAloneButTheTrainer() {
        Rendering production = Kustomize.render("overlays/production");
        Map<String, Integer> least = new HashMap<>();
        production
                .workloads()
                .forEach(workload -> workload.replicas().ifPresent(many -> least.put(workload.name(), many)));
        production
                .all(HorizontalPodAutoscaler.class)
                .forEach(each ->
                        least.put(each.getMetadata().getName(), each.getSpec().getMinReplicas()));
        production
                .all(ScaledObject.class)
                .forEach(each ->
                        least.put(each.getMetadata().getName(), each.getSpec().minReplicaCount()));
        assertThat(least.remove("trainer")).isEqualTo(1);
        assertThat(least.keySet()).containsExactlyInAnyOrder("labeling", "generator", "reward");
        assertThat(least.values()).allMatch(many -> many >= 2);
    }

    /** Two of three brokers on one machine are lost together, and what is written with them. */
    @Test
    void inProductionBrokersAreOnNodesOfTheirOwnAndAllIsSpreadOverZones() {
        Rendering production = Kustomize.render("overlays/production");
        for (KafkaNodePool pool : production.all(KafkaNodePool.class)) {
            assertThat(pool.getSpec().getTemplate().getPod().getTopologySpreadConstraints())
                    .extracting(
                            TopologySpreadConstraint::getTopologyKey, TopologySpreadConstraint::getWhenUnsatisfiable)
                    .containsExactly(
                            tuple("kubernetes.io/hostname", "DoNotSchedule"),
                            tuple("topology.kubernetes.io/zone", "ScheduleAnyway"));
        }
        for (PostgresCluster cluster : production.all(PostgresCluster.class)) {
            assertThat(cluster.getSpec().topologySpreadConstraints())
                    .extracting(TopologySpreadConstraint::getTopologyKey)
                    .containsExactly("topology.kubernetes.io/zone");
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void kedaLooksAtTheTopicAndTheGroupOfItsServiceAndStopsAtThePartitions(String name) {
        Rendering rendering = Kustomize.render(name);
        for (ScaledObject scaled : rendering.all(ScaledObject.class)) {
            String service = scaled.getSpec().scaleTargetRef().name();
            Workload workload = rendering.workloads().stream()
                    .filter(each -> each.name().equals(service))
                    .findFirst()
                    .orElseThrow();
            Environment environment = Environment.of(rendering, workload);
            Topics topics = Topics.of(environment.value("MACAW_NAMESPACE").orElseThrow());
            Topic read = topics.all().stream()
                    .filter(topic ->
                            topic.readers().contains(service) && topic.group().isPresent())
                    .findFirst()
                    .orElseThrow();
            Map<String, String> asked = scaled.getSpec().triggers().getFirst().metadata();
            assertThat(asked)
                    .containsEntry("topic", topics.fullName(read))
                    .containsEntry("consumerGroup", topics.group(read.name()))
                    .containsEntry("bootstrapServersFromEnv", "MACAW_KAFKA_BOOTSTRAP");
            assertThat(scaled.getSpec().maxReplicaCount()).isEqualTo(read.partitions());
            // KEDA asks from a namespace of its own
            rendering
                    .namespace()
                    .ifPresent(namespace -> assertThat(
                                    environment.value("MACAW_KAFKA_BOOTSTRAP").orElseThrow())
                            .contains("." + namespace + ".svc:"));
            boolean encrypted = "SSL"
                    .equals(environment.value("MACAW_KAFKA_SECURITY_PROTOCOL").orElse(""));
            if (encrypted && !name.equals("base with keda")) {
                assertThat(asked).containsEntry("tls", "enable");
                String authentication = scaled.getSpec()
                        .triggers()
                        .getFirst()
                        .authenticationRef()
                        .name();
                assertThat(rendering.find(TriggerAuthentication.class, authentication))
                        .isPresent();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everySecretThatIsReadIsOneThatSomebodyMakes(String name) {
        Rendering rendering = Kustomize.render(name);
        Map<String, Set<String>> made = new HashMap<>(SECRETS);
        rendering
                .all(KafkaUser.class)
                .forEach(user -> made.put(
                        user.getMetadata().getName(),
                        Set.of("user.p12", "user.password", "user.crt", "user.key", "ca.crt")));
        rendering
                .all(Kafka.class)
                .forEach(kafka -> made.put(
                        kafka.getMetadata().getName() + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password")));
        rendering.all(PostgresCluster.class).forEach(cluster -> {
            made.put(
                    cluster.getMetadata().getName() + "-app", Set.of("username", "password", "host", "port", "dbname"));
            made.put(cluster.getMetadata().getName() + "-ca", Set.of("ca.crt"));
        });
        Set<String> read = new HashSet<>();
        for (Workload workload : rendering.workloads()) {
            workload.container().getEnv().stream()
                    .map(EnvVar::getValueFrom)
                    .filter(Objects::nonNull)
                    .map(from -> from.getSecretKeyRef())
                    .filter(Objects::nonNull)
                    .map(ReferencesTest::title)
                    .forEach(read::add);
            workload.pod().getVolumes().stream()
                    .filter(volume -> volume.getProjected() != null)
                    .flatMap(volume -> volume.getProjected().getSources().stream())
                    .map(source -> source.getSecret())
                    .forEach(secret ->
                            secret.getItems().forEach(item -> read.add(secret.getName() + " " + item.getKey())));
        }
        rendering
                .all(TriggerAuthentication.class)
                .forEach(each ->
                        each.getSpec().secretTargetRef().forEach(from -> read.add(from.name() + " " + from.key())));
        Set<String> there = made.entrySet().stream()
                .flatMap(secret -> secret.getValue().stream().map(key -> secret.getKey() + " " + key))
                .collect(Collectors.toSet());
        assertThat(there).as(name).containsAll(read);
    }

    private static String title(SecretKeySelector key) {
        return key.getName() + " " + key.getKey();
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#overlays")
    void anIngressLeadsToServicesWithTls(String name) {
        Rendering rendering = Kustomize.render(name);
        for (Ingress ingress : rendering.all(Ingress.class)) {
            ingress.getSpec()
                    .getRules()
                    .forEach(rule -> rule.getHttp().getPaths().forEach(path -> {
                        var backend = path.getBackend().getService();
                        Service service =
                                rendering.find(Service.class, backend.getName()).orElseThrow();
                        assertThat(service.getSpec().getPorts())
                                .anyMatch(port ->
                                        port.getName().equals(backend.getPort().getName()));
                        assertThat(ingress.getSpec().getTls().stream().flatMap(tls -> tls.getHosts().stream()))
                                .contains(rule.getHost());
                    }));
        }
    }

    static List<Workload> selected(Rendering rendering, LabelSelector selector) {
        return rendering.workloads().stream()
                .filter(workload -> Labels.match(selector, workload.labels()))
                .toList();
    }

    private static List<Workload> selected(Rendering rendering, Map<String, String> labels) {
        return rendering.workloads().stream()
                .filter(workload -> workload.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    static List<ContainerPort> ports(Workload workload) {
        return Stream.of(workload.container())
                .flatMap(each -> each.getPorts().stream())
                .toList();
    }
}
