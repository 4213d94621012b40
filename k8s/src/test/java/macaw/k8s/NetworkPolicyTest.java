package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import macaw.k8s.Rendering.Workload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the component network-policies exactly those flows are open that Macaw has. */
class NetworkPolicyTest {
    /** Who talks to whom, and at which port; k8s/README.md says the same. */
    private static final Set<String> FLOWS = Set.of(
            "people -> labeling:8101",
            "people -> generator:8102",
            "labeling -> generator:8102",
            "trainer -> labeling:8101",
            "labeling -> postgres:5432",
            "labeling -> cloudnative-pg:5432",
            "labeling -> kafka:9092",
            "generator -> kafka:9092",
            "reward -> kafka:9092",
            "trainer -> kafka:9092",
            "labeling -> strimzi:9093",
            "generator -> strimzi:9093",
            "reward -> strimzi:9093",
            "trainer -> strimzi:9093",
            "generator -> internet:443",
            "reward -> internet:443",
            "trainer -> internet:443",
            "labeling -> dns:53",
            "generator -> dns:53",
            "reward -> dns:53",
            "trainer -> dns:53",
            "labeling -> monitoring:4317",
            "generator -> monitoring:4317",
            "reward -> monitoring:4317",
            "trainer -> monitoring:4317",
            "monitoring -> labeling:8201",
            "monitoring -> generator:8202",
            "monitoring -> reward:8203",
            "monitoring -> trainer:8204");

    private static final List<Integer> PORTS =
            List.of(53, 443, 4317, 5432, 8101, 8102, 8103, 8104, 8201, 8202, 8203, 8204, 9092, 9093, 80);

    /**
     * One end of a flow.
     *
     * @param pod labels of a pod of the namespace; null for who is elsewhere
     * @param namespace labels of another namespace; null for who is in none
     * @param ports by name, of our own pods
     */
    private record End(
            String name,
            @Nullable Map<String, String> pod,
            @Nullable Map<String, String> namespace,
            Map<String, Integer> ports) {
        boolean isOurs() {
            return !ports.isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base with network-policies", "overlays/production"})
    void theOpenFlowsAreThoseOfTheList(String name) {
        Rendering rendering = Kustomize.render(name);
        List<NetworkPolicy> policies = rendering.all(NetworkPolicy.class);
        List<End> ends = ends(rendering);
        Set<String> open = new TreeSet<>();
        for (End from : ends) {
            for (End to : ends) {
                for (int port : PORTS) {
                    boolean known = (from.isOurs() || to.isOurs()) && from != to;
                    if (known && leaves(policies, from, to, port) && enters(policies, from, to, port)) {
                        open.add(from.name() + " -> " + to.name() + ":" + port);
                    }
                }
            }
        }
        assertThat(open).containsExactlyInAnyOrderElementsOf(FLOWS);
    }

    private static List<End> ends(Rendering rendering) {
        List<End> ends = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            Map<String, Integer> ports = new java.util.HashMap<>();
            workload.container().getPorts().forEach(port -> ports.put(port.getName(), port.getContainerPort()));
            ends.add(new End(workload.name(), workload.labels(), null, ports));
        }
        ends.add(pod("kafka", "app.kubernetes.io/name", "kafka"));
        ends.add(pod("postgres", "app.kubernetes.io/name", "postgres"));
        ends.add(pod("strimzi", "strimzi.io/cluster", "macaw"));
        ends.add(pod("cloudnative-pg", "cnpg.io/cluster", "macaw-database"));
        ends.add(pod("stranger", "app.kubernetes.io/name", "stranger"));
        ends.add(namespace("people", "macaw-ingress", "allowed"));
        ends.add(namespace("monitoring", "macaw-monitoring", "allowed"));
        ends.add(namespace("dns", "kubernetes.io/metadata.name", "kube-system"));
        ends.add(namespace("elsewhere", "kubernetes.io/metadata.name", "elsewhere"));
        ends.add(new End("internet", null, null, Map.of()));
        return ends;
    }

    private static End pod(String name, String key, String value) {
        return new End(name, Map.of(key, value), null, Map.of());
    }

    private static End namespace(String name, String key, String value) {
        return new End(name, null, Map.of(key, value), Map.of());
    }

    private static boolean leaves(List<NetworkPolicy> policies, End from, End to, int port) {
        List<NetworkPolicy> of = of(policies, from, "Egress");
        return of.isEmpty()
                || of.stream()
                        .flatMap(policy -> policy.getSpec().getEgress().stream())
                        .anyMatch(rule -> opens(rule.getTo(), rule.getPorts(), to, to, port));
    }

    private static boolean enters(List<NetworkPolicy> policies, End from, End to, int port) {
        List<NetworkPolicy> of = of(policies, to, "Ingress");
        return of.isEmpty()
                || of.stream()
                        .flatMap(policy -> policy.getSpec().getIngress().stream())
                        .anyMatch(rule -> opens(rule.getFrom(), rule.getPorts(), from, to, port));
    }

    private static List<NetworkPolicy> of(List<NetworkPolicy> policies, End end, String direction) {
        return policies.stream()
                .filter(policy ->
                        end.pod() != null && Labels.match(policy.getSpec().getPodSelector(), end.pod()))
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
                .toList();
    }

    private static boolean opens(
            List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports, End peer, End target, int port) {
        return (peers.isEmpty() || peers.stream().anyMatch(each -> isMeant(each, peer)))
                && (ports.isEmpty() || ports.stream().anyMatch(each -> number(each, target) == port));
    }

    private static int number(NetworkPolicyPort port, End target) {
        return port.getPort().getStrVal() == null
                ? port.getPort().getIntVal()
                : target.ports().getOrDefault(port.getPort().getStrVal(), -1);
    }

    private static boolean isMeant(NetworkPolicyPeer peer, End end) {
        if (peer.getIpBlock() != null) {
            return end.pod() == null && end.namespace() == null;
        }
        if (peer.getNamespaceSelector() != null) {
            return end.namespace() != null
                    && peer.getPodSelector() == null
                    && Labels.match(peer.getNamespaceSelector(), end.namespace());
        }
        return end.pod() != null && Labels.match(peer.getPodSelector(), end.pod());
    }
}
