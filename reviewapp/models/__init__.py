"""The tables, one module an aggregate."""

from reviewapp.models.articles import Article, Segment
from reviewapp.models.assessments import Assessment
from reviewapp.models.corpora import Corpus, Membership
from reviewapp.models.errors import Error, Origin, Side
from reviewapp.models.events import Action, Event
from reviewapp.models.imports import Import, ImportFile, ImportKind, ImportState
from reviewapp.models.jobs import ENDED, Job, JobKind, JobState
from reviewapp.models.profiles import Category, Profile, SeverityMultiplier, WeightRule
from reviewapp.models.scores import (
    CORRECTION,
    JOINT,
    STATISTICS,
    ArticleScore,
    Measure,
    Score,
    SubwordModel,
    SystemScore,
)
from reviewapp.models.systems import System
from reviewapp.models.translations import ORIGINAL, Reference, Revision, RevisionKind, Translation
from reviewapp.models.users import User

__all__ = [
    "CORRECTION",
    "ENDED",
    "JOINT",
    "ORIGINAL",
    "STATISTICS",
    "Action",
    "Article",
    "ArticleScore",
    "Assessment",
    "Category",
    "Corpus",
    "Error",
    "Event",
    "Import",
    "ImportFile",
    "ImportKind",
    "ImportState",
    "Job",
    "JobKind",
    "JobState",
    "Measure",
    "Membership",
    "Origin",
    "Profile",
    "Reference",
    "Revision",
    "RevisionKind",
    "Score",
    "Segment",
    "SeverityMultiplier",
    "Side",
    "SubwordModel",
    "System",
    "SystemScore",
    "Translation",
    "User",
    "WeightRule",
]
