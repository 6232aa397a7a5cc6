from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from flows.cli import cli
from schemas.tables import TABLES

HEAVY = ("prefect", "great_expectations", "pandas", "pyarrow", "duckdb", "rich", "deltalake")


def shell(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user does."""
    command = [sys.executable, "-m", "flows", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def one_sentence(finished: subprocess.CompletedProcess[str]) -> str:
    """Return the complaint of a command that ended with wrong usage: one line after the progress, no traceback."""
    assert finished.returncode == 2, finished.stderr
    assert "Traceback" not in finished.stderr
    lines = [line for line in finished.stderr.splitlines() if line.startswith("zhengce: ")]
    assert len(lines) == 1, finished.stderr
    return lines[0]


def test_the_command_line_loads_nothing_heavy():
    code = f"import sys, flows.cli; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_telemetry_is_off_before_anything_can_report():
    code = "import flows.cli, os; print(os.environ['DO_NOT_TRACK'], os.environ['GX_ANALYTICS_ENABLED'], "
    code += "os.environ['PREFECT_SERVER_ANALYTICS_ENABLED'])"
    clean = {name: value for name, value in os.environ.items() if "TRACK" not in name and "ANALYTICS" not in name}
    assert subprocess.check_output([sys.executable, "-c", code], text=True, env=clean).split() == [
        "1",
        "false",
        "false",
    ]


@pytest.mark.parametrize("command", [[], *([name] for name in cli.list_commands(Context(cli)))])
def test_every_command_has_help(zhengce, command):
    result = zhengce(*command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
    assert "  -h, --help" in result.output


def test_version(zhengce):
    assert zhengce("--version").output.startswith("zhengce, version ")


def test_run_prints_what_is_where(papers, zhengce, tmp_path):
    result = zhengce("run")
    assert result.exit_code == 0
    assert "2 files: 2 parsed, 0 as they were, 0 quarantined" in result.stdout
    assert f"published: {tmp_path / 'warehouse' / 'published'}" in result.stdout
    assert "reading and parsing: 2 files" in result.stderr
    assert "unchanged: " in zhengce("run").stdout


def test_run_says_what_it_left(ingested, zhengce):
    (ingested / "附件.xlsx").write_bytes(b"PK")
    result = zhengce("run")
    assert result.exit_code == 0
    assert "? 1 file(s) match no pattern of the settings and were left: .xlsx 1" in result.stdout


def test_run_takes_files_folders_and_a_warehouse(papers, zhengce, tmp_path):
    result = zhengce("run", papers / "厦门", papers / "福州" / "通知.md", "--warehouse", tmp_path / "other", "--json")
    report = json.loads(result.stdout)
    assert (report["found"], report["published"]) == (2, str(tmp_path / "other" / "published"))
    assert (tmp_path / "other" / "published" / "money.parquet").is_file()


def test_run_all_parses_again(ingested, zhengce):
    assert "0 parsed, 2 as they were" in zhengce("run").stdout
    assert "2 parsed, 0 as they were" in zhengce("run", "--all").stdout


def test_run_reads_a_settings_file(papers, zhengce, tmp_path, monkeypatch):
    (tmp_path / "my.toml").write_text('[roots]\nown = "papers"\n', "utf-8")
    monkeypatch.delenv("ZHENGCE_ROOTS")
    assert json.loads(zhengce("run", "--config", "my.toml", "--json").stdout)["found"] == 2


def test_quarantined_files_are_listed_and_the_exit_code_is_one(papers, zhengce):
    (papers / "empty.txt").touch()
    result = zhengce("run")
    assert result.exit_code == 1
    assert "! papers/empty.txt: The file is empty" in result.stdout
    assert "2 parsed, 0 as they were, 1 quarantined" in result.stdout


def test_a_missing_path_among_others_is_exit_code_one(papers, zhengce):
    result = zhengce("run", "nowhere.txt", papers)
    assert result.exit_code == 1
    assert "! nowhere.txt does not exist" in result.stdout
    assert "2 parsed" in result.stdout


def test_rerun_takes_a_path_a_uri_an_id_or_a_title(ingested, zhengce):
    doc_id = json.loads(zhengce("sql", "--json", "SELECT doc_id FROM documents ORDER BY title").stdout)[0]["doc_id"]
    for doc in (ingested / "厦门" / "通知.txt", "papers/厦门/通知.txt", doc_id, "支持人工智能"):
        result = zhengce("rerun", doc)
        assert result.exit_code == 0, result.output
        assert "1 files: 1 parsed" in result.stdout


def test_rerun_of_a_changed_paper_publishes_it(ingested, zhengce):
    paper = ingested / "厦门" / "通知.txt"
    paper.write_text(paper.read_text("utf-8").replace("50 万元", "60 万元"), "utf-8")
    zhengce("rerun", paper)
    quotes = json.loads(zhengce("sql", "--json", "SELECT quote FROM money WHERE amount_max = 600000").stdout)
    assert quotes == [{"quote": "60万元"}]


def test_rerun_needs_no_orchestrator(ingested, zhengce):
    code = "import sys; sys.modules['prefect'] = None; from flows.cli import main; main(['rerun', '支持人工智能'])"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


def test_tables_is_the_data_dictionary(zhengce):
    overview = zhengce("tables").stdout
    assert all(name in overview for name in TABLES)
    money = json.loads(zhengce("tables", "money", "--json").stdout)
    assert [entry["column"] for entry in money] == list(TABLES["money"].names)
    assert all(entry["en"] and entry["zh"] for entry in money)
    assert "ISO 4217" in zhengce("tables", "money").stdout


def test_sql_prints_a_table_json_or_csv(ingested, zhengce):
    query = "SELECT quote, amount_max FROM money ORDER BY amount_max LIMIT 1"
    assert json.loads(zhengce("sql", "--json", query).stdout) == [{"quote": "50万元", "amount_max": "500000.000000"}]
    assert zhengce("sql", "--csv", query).stdout.splitlines() == ["quote,amount_max", "50万元,500000.000000"]
    assert "50万元   500000.000000" in zhengce("sql", query).stdout


def test_show_writes_a_page(ingested, zhengce, tmp_path):
    result = zhengce("show", "支持人工智能", "-o", tmp_path / "page.html")
    assert result.stdout == f"written: {tmp_path / 'page.html'}\n"
    assert "100 万元" in (tmp_path / "page.html").read_text("utf-8")
    assert zhengce("show", "papers/厦门/通知.txt", "-o", "-").stdout.startswith("<!doctype html>")
    zhengce("show", "papers/厦门/通知.txt")
    assert (tmp_path / "通知.html").is_file()


@pytest.mark.slow
def test_check_audits_what_is_published(ingested, zhengce, tmp_path):
    result = zhengce("check")
    assert (result.exit_code, "every check holds" in result.stdout) == (0, True)


@pytest.mark.slow
def test_check_says_what_does_not_hold(papers, zhengce, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from warehouse.generations import write_entries
    from warehouse.integrity import list_entries

    zhengce("run")
    path = tmp_path / "warehouse" / "published" / "money.parquet"
    table = pq.read_table(path)
    column = table.schema.get_field_index("currency")
    broken = pa.array(["yuan"] * table.num_rows)
    pq.write_table(table.set_column(column, table.schema.field(column), broken), path)
    result = zhengce("check", "--json")
    (found,) = json.loads(result.stdout)
    assert (result.exit_code, found["check"], str(path.resolve()) in found["sample"]) == (1, "file_damaged", True)
    folder = path.resolve().parent
    write_entries(folder, list_entries(folder))  # as if it had been published so
    result = zhengce("check", "--json")
    assert result.exit_code == 1
    failed = [entry for entry in json.loads(result.stdout) if entry["holds"] == "no"]
    assert [(entry["table"], entry["check"]) for entry in failed] == [("money", "pattern(currency)")]
    assert "yuan" in failed[0]["sample"]


WRONG = [
    (["run", "nowhere.txt"], "nowhere.txt does not exist"),
    (["run", "bare"], "No file was found under bare"),
    (["run", "--warehouse", "a-file/warehouse"], "cannot be written"),
    (["run", "--warehouse", "/proc/warehouse"], "cannot be written"),
    (["run", "--config", "nowhere.toml"], "nowhere.toml: the file is missing"),
    (["run", "--set", "processes=few"], "command line: processes is 'few'; allowed is a whole number from 0"),
    (["run", "--set", "speed=9"], "command line: speed is no setting"),
    (["run", "--orchestrator", "airflow"], "allowed is one of none, prefect"),
    (["rerun", "没有的文件"], "No document matches '没有的文件'"),
    (["sql", "SELECT 1", "--warehouse", "nowhere"], "There is no warehouse at"),
    (["check", "--warehouse", "nowhere"], "There is no warehouse at"),
    (["show", "a", "--warehouse", "nowhere"], "There is no warehouse at"),
    (["tables", "monies"], "There is no table 'monies'; the tables are "),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_what_the_user_can_put_right_is_one_sentence(papers, tmp_path, arguments, words):
    (tmp_path / "bare").mkdir()
    (tmp_path / "a-file").touch()
    assert words in one_sentence(shell(*arguments, PREFECT_HOME=str(tmp_path / "prefect")))


def test_a_variable_with_a_mistake_is_named(papers):
    sentence = one_sentence(shell("run", ZHENGCE_RETRIES="-1"))
    assert sentence == (
        "zhengce: environment variable ZHENGCE_RETRIES: retries is '-1'; allowed is a whole number from 0."
    )


def test_a_bad_query_is_exit_code_two(ingested, zhengce):
    assert "The query could not be run" in one_sentence(shell("sql", "SELECT nothing FROM money"))


def test_a_page_that_cannot_be_written_is_one_sentence(ingested, zhengce, tmp_path):
    assert "cannot be written" in one_sentence(shell("show", "支持人工智能", "-o", "nowhere/page.html"))


@pytest.mark.parametrize(
    "arguments", [["run", "--wharehouse"], ["sing"], ["sql"], ["serve", "--no-watch"], ["serve", "--every", "0"]]
)
def test_wrong_usage_is_exit_code_two(zhengce, arguments):
    assert zhengce(*arguments).exit_code == 2


@pytest.mark.parametrize("name", cli.list_commands(Context(cli)))
def test_every_command_prints_for_programs_too(name):
    command = cli.get_command(Context(cli), name)
    assert "--json" in {option for parameter in command.params for option in parameter.opts}
