package macaw.labeling.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import macaw.errors.ErrorCode;
import macaw.labeling.outputs.Output;

/**
 * What becomes of labels that come together.
 *
 * @param added those that are new, in the order of their file
 * @param alreadyThere how many were there with the same content, taken back or not
 * @param leftOut those of labelers and prompts that were taken back, which do not come in again
 */
public record Importing(List<ImportedLabel> added, int alreadyThere, List<BadRow> leftOut) {
    public Importing {
        added = List.copyOf(added);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * A label that is recorded.
     *
     * @param pseudonym whose
     * @param promptId about which prompt
     * @param fingerprint of what it says
     */
    public record Known(String pseudonym, String promptId, String fingerprint) {}

    /**
     * What the decision rests on.
     *
     * @param labels recorded in the namespace, those of the file's ids
     * @param outputs of the project's tasks, by prompt id; empty where a task still waits for them
     * @param outputOwners prompt id by output id, for outputs of the file's ids, in whichever project of the namespace
     * @param withdrawnLabelers pseudonyms
     * @param withdrawnPrompts ids in the project
     * @param labelersByPrompt pseudonyms that have a label of the prompt in the project already, by prompt id; adjudications aside
     * @param adjudicated ids of prompts in the project that a reviewer's judgement counts for already
     */
    public record Situation(
            Map<UUID, Known> labels,
            Map<String, List<Output>> outputs,
            Map<UUID, String> outputOwners,
            Set<String> withdrawnLabelers,
            Set<String> withdrawnPrompts,
            Map<String, Set<String>> labelersByPrompt,
            Set<String> adjudicated) {}

    /** Decides on all of them; {@link RowsRefused} where one contradicts what is recorded or what came before it. */
    public static Importing of(Situation situation, List<ImportedLabel> labels) {
        var bad = new BadRows();
        Map<UUID, Known> known = new HashMap<>(situation.labels());
        Map<String, List<Output>> outputs = new HashMap<>(situation.outputs());
        Map<UUID, String> owners = new HashMap<>(situation.outputOwners());
        Map<String, Set<String>> labelers = new HashMap<>();
        situation.labelersByPrompt().forEach((prompt, there) -> labelers.put(prompt, new HashSet<>(there)));
        Set<String> adjudicated = new HashSet<>(situation.adjudicated());
        List<ImportedLabel> added = new ArrayList<>();
        List<BadRow> leftOut = new ArrayList<>();
        int alreadyThere = 0;
        for (ImportedLabel label : labels) {
            String prompt = label.prompt().id();
            var asKnown = new Known(
                    label.labeler().pseudonym(), prompt, label.content().fingerprint());
            if (situation.withdrawnLabelers().contains(asKnown.pseudonym())
                    || situation.withdrawnPrompts().contains(prompt)) {
                leftOut.add(label.bad(
                        ErrorCode.WITHDRAWN,
                        "",
                        "labeler \"" + asKnown.pseudonym() + "\" or prompt \"" + prompt + "\" was taken back"));
                continue;
            }
            Known there = known.putIfAbsent(label.id(), asKnown);
            if (there != null) {
                if (there.equals(asKnown)) {
                    alreadyThere++;
                } else {
                    bad.add(conflict(label, "id", "label " + label.id() + " is there with other content"));
                }
                continue;
            }
            List<Output> ofTask = outputs.getOrDefault(prompt, List.of());
            if (ofTask.isEmpty()) {
                ofTask = label.outputs();
                outputs.put(prompt, ofTask);
            }
            if (!texts(ofTask).equals(texts(label.outputs()))) {
                bad.add(conflict(label, "outputs", "prompt \"" + prompt + "\" is there with other outputs"));
            } else if (label.outputs().stream()
                    .anyMatch(output ->
                            !owners.computeIfAbsent(output.id(), id -> prompt).equals(prompt))) {
                bad.add(conflict(label, "outputs", "an output of it belongs to another prompt"));
            } else if (label.work().adjudication()) {
                if (adjudicated.add(prompt)) {
                    added.add(label);
                } else {
                    bad.add(conflict(label, "adjudication", "prompt \"" + prompt + "\" has another one"));
                }
            } else if (!labelers.computeIfAbsent(prompt, id -> new HashSet<>()).add(asKnown.pseudonym())) {
                bad.add(conflict(
                        label,
                        "labeler",
                        "labeler \"" + asKnown.pseudonym() + "\" has another label of prompt \"" + prompt + "\""));
            } else {
                added.add(label);
            }
        }
        bad.refuseIfAny();
        return new Importing(added, alreadyThere, leftOut);
    }

    private static Map<UUID, String> texts(List<Output> outputs) {
        Map<UUID, String> texts = new HashMap<>();
        outputs.forEach(output -> texts.put(output.id(), output.text()));
        return texts;
    }

    private static BadRow conflict(ImportedLabel label, String field, String detail) {
        return label.bad(ErrorCode.SUBMISSION_CONFLICT, field, detail);
    }
}
