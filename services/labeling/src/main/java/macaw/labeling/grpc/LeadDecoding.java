package macaw.labeling.grpc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.hours.Per;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.ProjectChanges;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.tasks.TaskLists;
import macaw.labeling.texts.Names;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.v1.Gold;
import macaw.v1.RankGroup;
import macaw.v1.UpdateProjectRequest;

/** Messages of {@code labeling_projects.proto} as records of the core. */
final class LeadDecoding {
    private LeadDecoding() {}

    static ProjectChanges changes(UpdateProjectRequest message, String namespace) {
        List<VersionName> policies = message.getPoliciesList().stream()
                .map(policy -> VersionName.parse(policy, namespace))
                .toList();
        return new ProjectChanges(
                null,
                null,
                message.hasGuidelines() ? message.getGuidelines() : null,
                message.hasForm() ? message.getForm() : null,
                message.hasOverlap() ? message.getOverlap() : null,
                policies.isEmpty() ? null : policies,
                message.hasSampling() ? RolloutCodec.decode(message.getSampling()) : null,
                message.hasEveryone() ? message.getEveryone() : null,
                message.hasMembers() ? new TreeSet<>(message.getMembers().getPseudonymsList()) : null,
                message.hasGoldShare() ? message.getGoldShare() : null,
                message.hasScreeningTasks() ? message.getScreeningTasks() : null,
                message.hasScreeningThreshold() ? message.getScreeningThreshold() : null,
                message.hasState() ? word(Project.State.class, "state", message.getState()) : null);
    }

    static Ranking ranking(Gold message) {
        return new Ranking(message.getRankingList().stream()
                .map(RankGroup::getOutputIdsList)
                .map(group -> group.stream().map(Decoding::output).toList())
                .toList());
    }

    static List<OutputRating> ratings(Gold message) {
        return message.getRatingsList().stream().map(Decoding::rating).toList();
    }

    static UUID task(String id) {
        return Names.id(id).orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + id + "\""));
    }

    static Per per(String word) {
        return word.isEmpty() ? Per.TOTAL : word(Per.class, "per", word);
    }

    static Optional<TaskLists.State> state(String word) {
        return word.isEmpty() ? Optional.empty() : Optional.of(word(TaskLists.State.class, "state", word));
    }

    private static <E extends Enum<E>> E word(Class<E> type, String field, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new CodedException(ErrorCode.REQUEST_INVALID, field + " has no value \"" + word + "\""));
    }
}
