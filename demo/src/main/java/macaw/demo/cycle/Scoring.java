package macaw.demo.cycle;

import java.util.List;
import macaw.demo.cycle.Answering.Answered;
import macaw.demo.prompts.Instruction;
import macaw.v1.ScoreItem;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import macaw.v1.VersionRef;

/** Has reward models score answers. */
record Scoring(Services services) {

    /** One score an answer, in order. */
    List<Double> score(VersionRef reward, Instruction prompt, List<Answered> answers) {
        var request = ScoreRequest.newBuilder().setReward(VersionNames.of(reward));
        answers.forEach(answer -> request.addItems(ScoreItem.newBuilder()
                .setPromptMessages(Answering.messages(prompt))
                .setResponseTokens(Answering.tokens(answer))));
        ScoreResponse response = services.rewards().score(request.build());
        return response.getScoresList().stream()
                .map(score -> {
                    if (score.hasFailure()) {
                        throw new IllegalStateException("no score for an answer to \"" + prompt.text() + "\": "
                                + score.getFailure().getMessage());
                    }
                    return score.getValue();
                })
                .toList();
    }
}
