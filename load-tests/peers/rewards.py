"""The rewards of `macaw bench learn`, as functions of a sequence's tokens (prompt and answer, padding left out)."""

import re


def of(described, tokenizer):
    return {"walk": walk, "story": story}[described["kind"]](described, tokenizer)


def walk(graph, tokenizer):
    """How much longer a path is than the shortest from its start: WalkGraph.optimality."""
    successors = graph["successors"]
    shortest = graph["shortest"]
    longest = graph["longest"]
    first = graph["first_node"]

    def optimality(tokens):
        path = []
        for token in tokens[1:]:  # behind BOS
            if token == tokenizer.eos_token_id:
                break
            path.append(token - first)
        for i, node in enumerate(path[:longest]):
            if not 0 <= node < len(successors) or i > 0 and node not in successors[path[i - 1]]:
                return 0.0
            if node == 0:
                return (longest - i - 1) / (longest - shortest[path[0]])
        return 0.0

    return optimality


def story(asked, tokenizer):
    """Half for naming the word, half for an end behind a whole sentence: StoryRule."""
    word = re.compile(rf"\b{re.escape(asked['word'])}\b", re.IGNORECASE)
    silent = {tokenizer.bos_token_id, tokenizer.eos_token_id}

    def worth(tokens):
        text = tokenizer.decode([token for token in tokens if token not in silent]).strip()
        text = text.removesuffix("<|end_story|>").rstrip()
        ended = tokens[-1] == tokenizer.eos_token_id and text.endswith((".", "!", "?", '"'))
        return 0.5 * bool(word.search(text)) + 0.5 * ended

    return worth
