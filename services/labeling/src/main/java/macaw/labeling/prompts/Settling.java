package macaw.labeling.prompts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;

/**
 * What becomes of prompts that come together.
 *
 * @param added those that are new, in the order sent
 * @param newGroups groups that are new, with their splits
 */
public record Settling(List<Prompt> added, Map<String, Split> newGroups) {
    public Settling {
        added = List.copyOf(added);
        newGroups = Collections.unmodifiableMap(new LinkedHashMap<>(newGroups));
    }

    /**
     * Decides on all of them; {@link PromptsRefused} with every one that contradicts what is recorded or what came before it.
     *
     * @param splits recorded ones, by group
     * @param known the project's recorded prompts, by id
     */
    public static Settling of(
            Project project, List<NewPrompt> prompts, Map<String, Split> splits, Map<String, Prompt> known) {
        Map<String, Split> allSplits = new HashMap<>(splits);
        Map<String, Prompt> all = new HashMap<>(known);
        Map<String, Split> newGroups = new LinkedHashMap<>();
        List<Prompt> added = new ArrayList<>();
        List<PromptsRefused.Conflict> conflicts = new ArrayList<>();
        for (int index = 0; index < prompts.size(); index++) {
            NewPrompt wanted = prompts.get(index);
            Prompt settled;
            try {
                settled = wanted.settled(
                        project.namespace(), project.name(), Optional.ofNullable(allSplits.get(wanted.group())));
            } catch (CodedException e) {
                conflicts.add(new PromptsRefused.Conflict(index, e.code(), "split", String.valueOf(e.getMessage())));
                continue;
            }
            Prompt there = all.putIfAbsent(settled.id(), settled);
            if (there == null) {
                added.add(settled);
                if (allSplits.putIfAbsent(settled.group(), settled.split()) == null) {
                    newGroups.put(settled.group(), settled.split());
                }
            } else if (!there.equals(settled)) {
                conflicts.add(new PromptsRefused.Conflict(
                        index,
                        ErrorCode.PROMPT_CONFLICT,
                        "id",
                        "prompt \"" + settled.id() + "\" is there with other content"));
            }
        }
        if (!conflicts.isEmpty()) {
            throw new PromptsRefused(conflicts);
        }
        return new Settling(added, newGroups);
    }
}
