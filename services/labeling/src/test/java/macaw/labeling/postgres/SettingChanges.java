package macaw.labeling.postgres;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import macaw.labeling.projects.ProjectChanges;
import org.jspecify.annotations.Nullable;

/** Changes of one setting each. */
final class SettingChanges {
    private SettingChanges() {}

    static ProjectChanges overlap(int overlap) {
        return new ProjectChanges(null, null, null, null, overlap, null, null, null, null, null, null, null, null);
    }

    static ProjectChanges guidelines(String text) {
        return new ProjectChanges(null, null, text, null, null, null, null, null, null, null, null, null, null);
    }

    static ProjectChanges onlyFor(String pseudonym) {
        SortedSet<String> members = new TreeSet<>(Set.of(pseudonym));
        return new ProjectChanges(null, null, null, null, null, null, null, false, members, null, null, null, null);
    }

    static ProjectChanges goldShare(double share) {
        return trying(share, null, null);
    }

    static ProjectChanges screening(int tasks, double threshold) {
        return trying(null, tasks, threshold);
    }

    static ProjectChanges screeningThreshold(double threshold) {
        return trying(null, null, threshold);
    }

    private static ProjectChanges trying(@Nullable Double share, @Nullable Integer tasks, @Nullable Double threshold) {
        return new ProjectChanges(null, null, null, null, null, null, null, null, null, share, tasks, threshold, null);
    }
}
