package macaw.k8s;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.k8s.Rendering.Workload;

/** What is where in a container. */
final class Mounts {
    private final Workload workload;

    Mounts(Workload workload) {
        this.workload = workload;
    }

    /** The innermost mount around the path. */
    private Optional<VolumeMount> mount(String path) {
        return workload.container().getVolumeMounts().stream()
                .filter(mount -> Path.of(path).startsWith(mount.getMountPath()))
                .max(Comparator.comparing(mount -> mount.getMountPath().length()));
    }

    private Optional<Volume> volume(VolumeMount mount) {
        return workload.pod().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst();
    }

    private boolean isClaimedByTheSet(VolumeMount mount) {
        return workload.owner() instanceof StatefulSet set
                && set.getSpec().getVolumeClaimTemplates().stream()
                        .anyMatch(claim -> claim.getMetadata().getName().equals(mount.getName()));
    }

    /** Whether the path is on a volume and, where that is made of Secrets, one of their files. */
    boolean holds(String path) {
        return mount(path)
                .map(mount -> isClaimedByTheSet(mount)
                        || volume(mount)
                                .map(volume -> volume.getProjected() == null
                                        || files(volume)
                                                .map(file -> mount.getMountPath() + "/" + file)
                                                .anyMatch(path::equals))
                                .orElse(false))
                .orElse(false);
    }

    private static Stream<String> files(Volume volume) {
        return volume.getProjected().getSources().stream()
                .flatMap(source -> source.getSecret().getItems().stream())
                .map(item -> item.getPath());
    }

    boolean isWritable(String path) {
        return mount(path)
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .filter(mount -> isClaimedByTheSet(mount)
                        || volume(mount)
                                .filter(volume ->
                                        volume.getEmptyDir() != null || volume.getPersistentVolumeClaim() != null)
                                .isPresent())
                .isPresent();
    }

    /** How much the volume of a path may hold. */
    double bytes(String path) {
        return mount(path)
                .flatMap(this::volume)
                .map(volume -> SettingsTest.amount(volume.getEmptyDir().getSizeLimit()))
                .orElseThrow();
    }

    /** The names of all mounted volumes that are declared nowhere. */
    List<String> undeclared() {
        return workload.container().getVolumeMounts().stream()
                .filter(mount -> !isClaimedByTheSet(mount) && volume(mount).isEmpty())
                .map(VolumeMount::getName)
                .toList();
    }
}
