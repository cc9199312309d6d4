from os import getpid
from random import randint
from time import sleep, time


def download_task(filename):
    print(f"Download process {getpid()} started")
    print(f"Downloading {filename}")
    time_to_download = randint(1, 3)
    sleep(time_to_download)
    print(f"Downloading {filename} took {time_to_download}s")
    return time_to_download


def main():
    start = time()
    first_secs = download_task("Python3.7")
    second_secs = download_task("C++")
    total_secs = time() - start
    print(f"{total_secs:.2f}s in all")
    return {"first_secs": first_secs, "second_secs": second_secs, "total_secs": total_secs}


if __name__ == "__main__":
    main()
