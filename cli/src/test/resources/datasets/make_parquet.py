"""Makes the Parquet files of this folder as people have them: by Hugging Face's datasets, and by pyarrow in the ways that it can write.

usage: make_parquet.py DIRECTORY; the files here are of pyarrow 26.0.1 and datasets 5.2.0
"""

import sys

import datasets
import pyarrow
import pyarrow.parquet

PAIRS = {
    "prompt": ["Name a fruit.", "Zähle bis drei. 数", "Same.", None],
    "chosen": ["An apple.", "Eins, zwei, drei.", "Alike.", "Never asked."],
    "rejected": ["A brick.", "Nein.", "Alike.", "Nor this."],
    "score_chosen": [7.5, 8.0, 1.0, 2.0],
    "source": ["a", "a", "b", "b"],
    "nothing": pyarrow.nulls(4),
}


def message(role, content):
    return {"role": role, "content": content}


CONVERSATIONS = {
    "messages": [
        [message("user", "Hi"), message("assistant", "Hello")],
        [
            message("system", "Be brief."),
            message("user", "A list?"),
            message("assistant", "Milk"),
            message("user", "More?"),
            message("assistant", "Eggs"),
        ],
        [message("user", "Nobody answers.")],
        None,
    ]
}
RANKINGS = {
    "prompt": ["Name a fruit.", "Name a bird."],
    "completions": [["A brick.", "An apple.", "A pear."], ["A crow.", "A stone."]],
    "scores": [[0.5, 9.0, 9.0], [1.0, 0.0]],
}


def main(directory):
    pairs = pyarrow.table(PAIRS)
    for compression in ("none", "snappy", "zstd", "gzip"):
        pyarrow.parquet.write_table(
            pairs, f"{directory}/pairs-{compression}.parquet", compression=compression, use_dictionary=True
        )
    # the newer pages, no dictionary, large strings, and more than one row group
    large = pairs.set_column(0, "prompt", pairs["prompt"].cast(pyarrow.large_string()))
    pyarrow.parquet.write_table(
        large,
        f"{directory}/pairs-v2.parquet",
        data_page_version="2.0",
        use_dictionary=False,
        row_group_size=2,
    )
    datasets.disable_progress_bars()
    datasets.Dataset.from_dict(CONVERSATIONS).to_parquet(f"{directory}/messages.parquet")
    datasets.Dataset.from_dict(RANKINGS).to_parquet(f"{directory}/rankings.parquet")


if __name__ == "__main__":
    main(sys.argv[1])
