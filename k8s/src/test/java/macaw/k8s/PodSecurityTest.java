package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.k8s.Rendering.Workload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pods fulfil the profile "restricted". Source: kubernetes.io, Pod Security Standards. Ours go further: nothing but what is mounted can be
 * written, no token, and the image's own user.
 */
class PodSecurityTest {
    private static final long USER = 10001;

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyPodFulfilsTheRestrictedProfile(String name) {
        for (Workload workload : Kustomize.render(name).workloads()) {
            PodSpec pod = workload.pod();
            String what = name + ": " + workload.name();
            assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                    .as("%s: namespaces of the host", what)
                    .noneMatch(Boolean.TRUE::equals);
            assertThat(pod.getVolumes()).as("%s: volumes", what).allMatch(PodSecurityTest::isAllowed);
            PodSecurityContext shared = pod.getSecurityContext();
            assertThat(shared.getSysctls()).as(what).isEmpty();
            assertThat(shared.getSeLinuxOptions()).as(what).isNull();
            List<Container> containers = new ArrayList<>(pod.getContainers());
            containers.addAll(pod.getInitContainers());
            assertThat(pod.getEphemeralContainers()).isEmpty();
            for (Container container : containers) {
                assertThat(container.getPorts())
                        .as("%s: ports of the host", what)
                        .allMatch(port -> port.getHostPort() == null);
                assertRestricted(what, shared, container.getSecurityContext());
            }
        }
    }

    private static void assertRestricted(String what, PodSecurityContext pod, SecurityContext container) {
        assertThat(container.getPrivileged()).as("%s: privileged", what).isNotEqualTo(true);
        assertThat(container.getProcMount()).as("%s: procMount", what).isNull();
        assertThat(container.getAllowPrivilegeEscalation())
                .as("%s: allowPrivilegeEscalation", what)
                .isEqualTo(false);
        Capabilities capabilities = container.getCapabilities();
        assertThat(capabilities.getDrop()).as("%s: capabilities", what).contains("ALL");
        assertThat(capabilities.getAdd()).as("%s: capabilities", what).isSubsetOf("NET_BIND_SERVICE");
        assertThat(either(container.getRunAsNonRoot(), pod.getRunAsNonRoot()))
                .as("%s: runAsNonRoot", what)
                .hasValue(true);
        assertThat(either(container.getRunAsUser(), pod.getRunAsUser()))
                .as("%s: runAsUser", what)
                .isNotEqualTo(Optional.of(0L));
        assertThat(either(container.getSeccompProfile(), pod.getSeccompProfile())
                        .map(SeccompProfile::getType))
                .as("%s: seccomp", what)
                .hasValue("RuntimeDefault");
    }

    private static <T> Optional<T> either(@Nullable T own, @Nullable T shared) {
        return Optional.ofNullable(own).or(() -> Optional.ofNullable(shared));
    }

    private static boolean isAllowed(Volume volume) {
        return Stream.of(
                                volume.getConfigMap(),
                                volume.getEmptyDir(),
                                volume.getEphemeral(),
                                volume.getPersistentVolumeClaim(),
                                volume.getProjected(),
                                volume.getSecret())
                        .filter(Objects::nonNull)
                        .count()
                == 1;
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void ourPodsWriteNowhereButInVolumesAndHaveNoToken(String name) {
        Rendering rendering = Kustomize.render(name);
        for (Workload workload : rendering.workloads()) {
            PodSpec pod = workload.pod();
            assertThat(pod.getAutomountServiceAccountToken())
                    .as(workload.name())
                    .isEqualTo(false);
            assertThat(pod.getEnableServiceLinks())
                    .as("%s: a Service called like a setting would be one", workload.name())
                    .isEqualTo(false);
            if (workload.isOurs()) {
                assertThat(workload.container().getSecurityContext().getReadOnlyRootFilesystem())
                        .as(workload.name())
                        .isEqualTo(true);
                assertThat(List.of(
                                pod.getSecurityContext().getRunAsUser(),
                                pod.getSecurityContext().getRunAsGroup(),
                                pod.getSecurityContext().getFsGroup()))
                        .as(workload.name())
                        .containsOnly(USER);
                assertThat(rendering
                                .find(ServiceAccount.class, pod.getServiceAccountName())
                                .orElseThrow()
                                .getAutomountServiceAccountToken())
                        .isEqualTo(false);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void kafkaOfStrimziFulfilsItToo(String name) {
        Rendering rendering = Kustomize.render(name);
        for (KafkaNodePool pool : rendering.all(KafkaNodePool.class)) {
            var template = pool.getSpec().getTemplate();
            assertRestricted(
                    name + ": Kafka",
                    template.getPod().getSecurityContext(),
                    template.getKafkaContainer().getSecurityContext());
        }
        for (Kafka kafka : rendering.all(Kafka.class)) {
            var template = kafka.getSpec().getEntityOperator().getTemplate();
            PodSecurityContext pod = template.getPod().getSecurityContext();
            assertRestricted(name, pod, template.getTopicOperatorContainer().getSecurityContext());
            assertRestricted(name, pod, template.getUserOperatorContainer().getSecurityContext());
        }
    }
}
